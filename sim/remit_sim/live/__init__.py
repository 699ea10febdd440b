"""A scenario for real: agents as processes, worktrees, edits, merges and leases, in scaled time.

A real run writes the same notes as a simulated one, so that both come to figures by one fold. What
is real and what is played is in `docs/explanation/simulator-live.md`.

    script      what agents shall do, drawn from the same chance as the simulated run
    placing     where a task edits a file, so that git finds exactly the collisions of the script
    pace        minutes of the scenario as seconds of the clock
    ground      the scratch repository and the folders around it
    store       state that processes share: the list of tasks, what landed, the log of the leases
    agent       one agent: its time, its notes, its tools
    ways        one file for each strategy: what an agent does with a task
    landing     the merge queue as a process, over real merges
    process     where the processes begin
    performance one run, from the first process to the last trace of it removed
    beside      measured beside simulated
"""
