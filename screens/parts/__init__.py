"""Widgets and drawing that pages share."""
