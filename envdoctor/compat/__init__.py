"""Typed readers of compat_tables: what fits with what, each answer with its source and date.

`Tables` (envdoctor.compat.tables) is the way in. Nothing here knows a machine, and nothing that is
absent from the tables is guessed: the answer is None, or says "unknown".
"""
