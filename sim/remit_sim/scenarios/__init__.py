"""Scenarios as files of TOML: `fields` is the table of parameters, `reading` checks a file by it.

The files beside this one ship with the package and are known by their names.
"""
