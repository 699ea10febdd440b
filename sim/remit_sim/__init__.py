"""The collision simulator: strategies for several agents in one repository, in virtual time.

`engine` is time and chance, `world` what agents do to each other, `strategies` how they go about
it, `outcome` what a run came to, `experiment` how sure that is.
"""
