"""What CI platforms call: their events and variables become one request, which is then judged.

`github` and `gitlab` read what a platform says; `request` is what all of them come to; `clone`
gets the commits, `run_check` has `remit check` judge them. Nothing is ever checked out.
"""
