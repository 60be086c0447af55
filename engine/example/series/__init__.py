"""What students of the course have: a module a chapter, with its exercises."""
