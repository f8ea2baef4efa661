# make demo   tunes the bundled digits example, from nothing to a report
# make tool   builds swift-tune in release: .build/release/swift-tune
# make test   runs the tests; make test-plugin those of the plugin in another package
# make format / make lint

SWIFT ?= swift
SWIFTFLAGS ?=

.PHONY: demo tool test test-plugin format lint libyaml

demo: libyaml
	$(SWIFT) package tune run templates/digits/digits.yaml

tool: libyaml
	$(SWIFT) build -c release --product swift-tune $(SWIFTFLAGS)

test: libyaml
	$(SWIFT) test $(SWIFTFLAGS)

# `swift package tune` in a package that depends on this one; builds everything in release first.
test-plugin: libyaml
	SWIFT_TUNE_PLUGIN_TESTS=1 $(SWIFT) test $(SWIFTFLAGS) --filter PluginTests

format:
	$(SWIFT) format format --in-place --recursive Package.swift Sources Tests Plugins templates Benchmarks

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Plugins templates Benchmarks

# libyaml's headers, from the system's package manager if they are missing.
libyaml:
	@.ci/install-libyaml
