"""The library and the command line of remit: every change is judged against its task's scope."""
