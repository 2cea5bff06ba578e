"""Pages and forms in the browser; every form is derived from its command."""
