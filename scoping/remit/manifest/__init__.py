"""Manifests and the policy: their keys, their text, and all of the base branch as one value.

`tables` is the one list of keys. It drives the parser (`reader`, `checks`, `fault_messages`), the
JSON Schema and the writer. `scope` and `policy` are what one file says, `catalog` is all files of a
commit, `branch_binding` says which task a branch belongs to, and `lint` what is wrong among them.
"""
