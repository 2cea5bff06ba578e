"""Ways in: web, REST, command line, stream and jobs. No code per command."""
