"""The program: its command line, its screens put together, and what a user may set."""
