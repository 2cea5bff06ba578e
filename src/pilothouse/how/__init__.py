"""How: tasks, their ranges, who does them and what they wait for."""
