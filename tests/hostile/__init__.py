"""Submissions that mean harm, or come broken, each with the outcome that it must have."""
