"""The command line. ``main`` holds the table of verbs; a verb's module is loaded when the verb is called."""
