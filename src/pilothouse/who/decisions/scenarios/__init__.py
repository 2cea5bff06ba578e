"""Scenarios: private branches of the plan, collected, computed, shared and put forward."""
