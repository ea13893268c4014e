"""What goes wrong on purpose.

``fault.py`` says which kinds of fault there are. ``faulty_vendor.py`` makes those of the product happen,
``server_faults.py`` those of the server. Before a run, ``running/prepare_faults.py`` checks them and
``running/fault_plan.py`` divides them; ``request/scenario_file/fault_section.py`` reads them.
"""
