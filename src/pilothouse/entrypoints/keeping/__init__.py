"""Keeping what is in the house: archives of it, made while it runs, and putting one back."""
