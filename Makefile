# make bench                              all scenarios but growth, some 15 minutes
# make bench SCENARIO=csv SIZE=100m       one of them, see Benchmarks/README.md; 100m needs 9 GB of disk
# GRIDSCORE=/path/to/gridscore make bench measures that program instead of a release build

.PHONY: help bench

help:
	@sed -n 's/^# //p' Makefile

bench:
	@python3 Benchmarks/bench.py $(if $(SIZE),--size $(SIZE)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(SCENARIO)
