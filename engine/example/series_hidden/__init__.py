"""What only staff have: hidden cases, a module a chapter."""
