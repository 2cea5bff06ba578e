"""The house's own rules, as checks that read the source."""
