# make demo   tunes the bundled digits example, from nothing to a report
# make tool   builds swift-tune in release: .build/release/swift-tune
# make test   runs the tests; make test-plugin those of the plugin in another package
# make test-slurm   those of a real Slurm on this machine (root, `Tests/SlurmTests/cluster install`); LONG=1: also those
#                   that take minutes, five of which everything is killed at random (SWIFT_TUNE_CHAOS=seconds)
# make format / make lint

SWIFT ?= swift
SWIFTFLAGS ?=

LONG ?= 0

.PHONY: demo tool test test-plugin test-slurm format lint libyaml

# Without optimization most of the tests' time would be arithmetic: see the end of Package.swift.
test test-plugin test-slurm: export SWIFT_TUNE_OPTIMIZE = 1

demo: libyaml
	$(SWIFT) package tune run templates/digits/digits.yaml

tool: libyaml
	$(SWIFT) build -c release --product swift-tune $(SWIFTFLAGS)

# How long stopping takes is timed: those tests run by themselves.
test: libyaml
	$(SWIFT) test $(SWIFTFLAGS) --skip StopTests
	$(SWIFT) test $(SWIFTFLAGS) --skip-build --filter StopTests

# `swift package tune` in a package that depends on this one; builds everything in release first.
test-plugin: libyaml
	SWIFT_TUNE_PLUGIN_TESTS=1 $(SWIFT) test $(SWIFTFLAGS) --filter PluginTests

# Real nodes, controllers and daemons; with LONG=1 also what takes minutes, and the launcher's own tests at full length.
# They use the tool as users have it, in release, which is built as for them.
test-slurm: libyaml
	env -u SWIFT_TUNE_OPTIMIZE $(MAKE) tool SWIFTFLAGS=
	SWIFT_TUNE_TOOL=$(CURDIR)/.build/release/swift-tune SWIFT_TUNE_SLURM=1 SWIFT_TUNE_SLURM_LONG=$(LONG) $(SWIFT) test $(SWIFTFLAGS) \
	  --filter 'SlurmTests\.$(if $(filter 1,$(LONG)),|SlurmLauncherTests)'

format:
	$(SWIFT) format format --in-place --recursive Package.swift Sources Tests Plugins templates Benchmarks

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Plugins templates Benchmarks

# libyaml's headers, from the system's package manager if they are missing.
libyaml:
	@.ci/install-libyaml
