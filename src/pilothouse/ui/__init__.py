"""The look: base templates, tokens, styles, icons, scripts and the helpers that serve them."""
