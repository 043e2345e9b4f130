"""Run the command line with `python -m tenure`."""

from tenure.project.cli import main

if __name__ == "__main__":
    main()
