"""Lines of plain text: the tables, payloads and programs that they print, also where copying broke them."""
