"""Against a real server: UNDERSTUDY_SERVER names it. python3 -m unittest discover -s tests -t ."""
