"""Runs checks, which are functions with sentences as names, and says which ones failed."""

import sys
import traceback


def run(checks):
    failed = 0
    for check in checks:
        try:
            check()
            print(f"ok      {check.__name__}", flush=True)
        except Exception:
            failed += 1
            print(f"FAILED  {check.__name__}", flush=True)
            traceback.print_exc()
    print(f"{len(checks) - failed} passed, {failed} failed")
    sys.exit(failed > 0)
