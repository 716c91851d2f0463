"""Where plans are kept, one SQLite file per engagement, and the file formats they go in and out by."""
