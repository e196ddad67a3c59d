"""Measurements beside budgets; nothing here is a test, since a time is no verdict on a shared machine."""
