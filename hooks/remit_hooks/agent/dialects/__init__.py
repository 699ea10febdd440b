"""The protocols of the agents' hooks, one module each: reading an event, wording an answer.

Every module has `read_event`, `NOTHING` (what is printed without an opinion), `word_denial`,
`word_warning` (the call is made), `word_report` (after it) and `DENIED`, the exit code that goes
with a denial.
"""
