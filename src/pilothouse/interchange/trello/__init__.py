"""Boards of Trello as its menu exports them."""
