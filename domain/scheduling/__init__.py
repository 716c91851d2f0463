"""Scheduling: when what happens, within what the teams can carry."""
