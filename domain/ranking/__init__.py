"""Ways to put initiatives in order, one method per file; each says what it needs and what its numbers mean."""
