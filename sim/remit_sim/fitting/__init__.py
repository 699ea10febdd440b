"""From a history to the parameters of a workload, with how sure they are; replays are elsewhere."""
