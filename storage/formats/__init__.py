"""The file formats plans go in and out by, one module each."""
