"""`python -m dlrgen`."""

from dlrgen.cli import main

raise SystemExit(main())
