"""The definition of done: its checks, where they hold, where they were waived."""
