"""`python -m baraza.matching.engine`: what `baraza match` and `baraza bench match` run."""

from baraza.matching.engine.command import main

if __name__ == "__main__":
    raise SystemExit(main())
