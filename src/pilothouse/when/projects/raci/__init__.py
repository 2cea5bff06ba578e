"""Who answers for what in a project: responsibilities, each with exactly one accountable."""
