# One command for each cost of test; docs and CI call these and nothing else.
SHELL := /bin/sh
MVN := mvn -q -B
ISOS := build/isos
# PIM's own tool folder: a Temporal server there is not downloaded or built again.
TEMPORAL_DIR := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pim/tools/temporal-1.5.1
# The server, SQL tool and Web UI of deploy/temporal-compose.yml, and the tools that check that file.
TEMPORAL_SERVER_DIR := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pim/tools/temporal-server-1.31.2
# The last version under a free licence, and the one that tests expect: a terraform on the PATH is not used instead.
TERRAFORM_DIR := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pim/tools/terraform-1.5.7

.PHONY: help build dist test unit fuzz long chaos fleet e2e demo isos tools demo-tools temporal temporal-server service terraform histories docs bench scale fake-proxmox fake-aws format clean

help:
	@echo "make build   build PIM; bin/pim runs it"
	@echo "make dist    archives, Debian package, Homebrew formula and checksums in dist: CONTRIBUTING.md, Releases"
	@echo "make demo    from nothing to a finished, verified Debian image"
	@echo "make test    every test that must pass: unit, workflow, replay, whole builds in QEMU"
	@echo "make unit    the tests that need no QEMU and no server"
	@echo "make chaos   every fault at every step of builds and deployments, on real processes: docs/guides/chaos.md"
	@echo "make fleet   several hosts on the real service: lost, cut off, drained, full and slow: docs/guides/fleet.md"
	@echo "make fuzz    the fuzz tests for longer: ROUNDS=n each, SEED=n"
	@echo "make e2e     the long tests: make long, make chaos, make fleet"
	@echo "make isos    the project's own installer ISOs"
		@echo "make histories   record the histories for replay tests again: CONTRIBUTING.md says when"
		@echo "make docs    the pages in docs/commands, from the commands' own help"
		@echo "make bench   compare PIM with Packer and QEMU by hand, and measure the start of commands: docs/performance.md"
	@echo "make scale   measure the orchestration of a thousand builds (SERVER=postgresql HOSTS=50: of a fleet)"
	@echo "make service the service of deploy/temporal-compose.yml, without containers: docs/guides/service.md"
	@echo "make fake-proxmox  a Proxmox VE API to try pim deploy on: docs/guides/deploy-proxmox.md"
	@echo "make fake-aws  AWS's EC2 and EBS APIs to try pim deploy on: docs/guides/deploy-aws.md"
	@echo "make format  format the Java sources"

build:
	$(MVN) -DskipTests package

# PIM_URL and PIM_DOWNLOADS are for the formula: scripts/dist/formula.sh.
dist:
	scripts/dist/make.sh

# Ctrl-D ends it. ARGS="PORT FOLDER RELEASE"
fake-proxmox: build
	java -cp 'pim-tools/target/test-classes:pim-cli/target/dist/lib/*' \
	  io.pim.tools.proxmox.fake.FakeProxmoxMain $(ARGS)

# Likewise.
fake-aws: build
	java -cp 'pim-tools/target/test-classes:pim-cli/target/dist/lib/*' io.pim.tools.aws.fake.FakeAwsMain $(ARGS)

# Install what tests and the demo need, as root on Debian. installer/make-iso.sh installs its own needs.
tools:
	scripts/install-tools.sh --for test

demo-tools:
	scripts/install-tools.sh --for demo

temporal: tools
	@command -v temporal >/dev/null || [ -x $(TEMPORAL_DIR)/temporal ] || \
	  { echo "building the Temporal server, once (some minutes)" && \
	    GOBIN=$(TEMPORAL_DIR) go install github.com/temporalio/cli/cmd/temporal@v1.5.1; }

# As root; takes about five minutes, once. Installs the programs that replace the images of deploy/temporal-compose.yml.
temporal-server: temporal
	scripts/install-tools.sh postgresql-15 docker-registry busybox-static docker-compose python3-yaml openssl
	scripts/topology/install.sh $(TEMPORAL_SERVER_DIR)

# Ctrl-D or Ctrl-C ends it; data stays in build/service. ARGS="--offset 100"
service: temporal-server
	scripts/topology/run --state $(CURDIR)/build/service $(ARGS)

# For the test of pim image export --for tofu. OpenTofu cannot be built this way.
terraform:
	@[ -x $(TERRAFORM_DIR)/terraform ] || \
	  { echo "building Terraform 1.5.7 for a test, once (some minutes)" && \
	    GOBIN=$(TERRAFORM_DIR) go install github.com/hashicorp/terraform@v1.5.7; }

isos: tools
	installer/make-iso.sh tiny
	installer/make-iso.sh tiny --arch arm64
	installer/make-iso.sh debian
	installer/make-iso.sh di-netboot

test: isos temporal terraform
	PATH="$$PATH:$(TEMPORAL_DIR)" PIM_TEST_KERNEL="$$(scripts/kernel-of-iso.sh $(ISOS)/pim-tiny-amd64-netinst.iso)" \
	  mvn -B -ntp spotless:check verify

# All or nothing: the old histories are removed only after every shape of build was recorded.
RECORDED := pim-workflows/src/test/resources/histories
DEPLOYED := pim-workflows/src/test/resources/histories-of-deployments
histories: temporal
	rm -rf build/histories
	PATH="$$PATH:$(TEMPORAL_DIR)" $(MVN) -pl pim-workflows -am test -Dtest=HistoryRecorder,DeployHistoryRecorder \
	  -Dpim.record.histories=$(CURDIR)/build/histories -Dsurefire.failIfNoSpecifiedTests=false
	ls build/histories/*.json build/histories/deployments/*.json >/dev/null
	rm -f $(RECORDED)/*.json $(DEPLOYED)/*.json
	cp build/histories/*.json $(RECORDED)/
	cp build/histories/deployments/*.json $(DEPLOYED)/

unit:
	mvn -B -ntp -pl '!pim-e2e' -DexcludedGroups=qemu,temporal test

# A failure reports the seed of its round.
fuzz:
	$(MVN) -pl pim-host -am test -Dtest='*FuzzTest' -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest.jvm=-XX:+UseSerialGC -Dpim.fuzz.rounds=$(or $(ROUNDS),100000) $(if $(SEED),-Dpim.fuzz.seed=$(SEED))

# ONLY=worker/script (globs of fault/step, several with commas), SEED=n, RANDOM=n: docs/guides/chaos.md
# Cells spend much time waiting for timeouts and guests, so two at once take half as long.
STREAMS := 2
chaos: build isos temporal
	PATH="$$PATH:$(TEMPORAL_DIR)" $(MVN) -pl pim-e2e -am test -Dtest=ChaosTest -DexcludedGroups= \
	  -Dtest.reruns=0 -Dtest.flakes=0 -Djunit.jupiter.execution.parallel.enabled=true \
	  -Djunit.jupiter.execution.parallel.config.strategy=fixed \
	  -Djunit.jupiter.execution.parallel.config.fixed.parallelism=$(STREAMS) \
	  -Djunit.jupiter.execution.parallel.config.executor-service=WORKER_THREAD_POOL \
	  -Dsurefire.failIfNoSpecifiedTests=false \
	  $(if $(ONLY),-Dpim.chaos.only='$(ONLY)') $(if $(SEED),-Dpim.chaos.seed=$(SEED)) \
	  $(if $(RANDOM),-Dpim.chaos.random=$(RANDOM))

# As root. ONLY=host-lost/script (globs of scene/step, several with commas), SEED=n: docs/guides/fleet.md
fleet: build isos temporal-server
	PATH="$$PATH:$(TEMPORAL_DIR)" $(MVN) -pl pim-e2e -am test -Dtest=FleetTest -DexcludedGroups= \
	  -Dtest.reruns=0 -Dtest.flakes=0 -Dsurefire.failIfNoSpecifiedTests=false \
	  $(if $(ONLY),-Dpim.fleet.only='$(ONLY)') $(if $(SEED),-Dpim.fleet.seed=$(SEED))

e2e: long chaos fleet

# Tests that take minutes each: hung guests and full disks in real QEMU, lost hosts on the real server, VMs over several
# starts.
long: build isos temporal temporal-server dist
	scripts/install-tools.sh mmdebstrap
	PATH="$$PATH:$(TEMPORAL_DIR)" PIM_TEST_KERNEL="$$(scripts/kernel-of-iso.sh $(ISOS)/pim-tiny-amd64-netinst.iso)" \
	  $(MVN) -pl pim-workflows,pim-activities,pim-e2e -am test -Dgroups=long -DexcludedGroups= -Dtest.reruns=0 -Dtest.flakes=0 -Dtest.timeout='2 h'

demo: demo-tools
	installer/make-iso.sh debian
	scripts/demo-folder.sh build/demo
	cd build/demo && ../../bin/pim build run developer && ../../bin/pim image list

# Each build also makes the man pages, in pim-cli/target/dist/share/man.
docs: build
	rm -f docs/commands/*.md
	java -cp pim-cli/target/dist/lib/pim-cli.jar io.pim.cli.manual.Manual markdown docs/commands
	for files in pim isos profiles targets files; do \
	  bin/pim config schema $$files >docs/schema/$$files.schema.json || exit 1; \
	done

# GUEST=debian|tiny, ROUNDS=n (0: the start of commands alone), RUNS=n starts of each command: docs/performance.md
bench: GUEST := $(or $(GUEST),debian)
bench: build tools temporal
	scripts/install-tools.sh grub-common grub-pc-bin mtools
		scripts/install-tools.sh packer || echo "Packer is not available: the benchmark runs without it" >&2
	installer/make-iso.sh $(GUEST)
	PATH="$$PATH:$(TEMPORAL_DIR)" exec java -Dpim.root=$(CURDIR) \
	  -cp 'pim-e2e/target/test-classes:pim-cli/target/dist/lib/*' \
	  io.pim.e2e.bench.Bench $(GUEST) $(or $(ROUNDS),3) $(or $(RUNS),11)

# BUILDS=n. The steps do nothing, so only the orchestration takes time. SERVER=postgresql HOSTS=n runs many hosts on the
# service of deploy/temporal-compose.yml; as root, some minutes: docs/scale.md
ifeq ($(SERVER),postgresql)
scale: temporal temporal-server
	mvn -B -ntp -pl pim-worker -am test -Dtest=FleetScaleTest -DexcludedGroups= -Dgroups=long \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dtest.jvm='-XX:+UseSerialGC -Xmx3g' -Dtest.reruns=0 -Dtest.flakes=0 \
	  -Dpim.scale.server=postgresql -Dpim.scale.hosts=$(or $(HOSTS),50) -Dpim.scale.builds=$(or $(BUILDS),1000) | \
	  grep -E '^scale:|ERROR|FAIL'
else
scale: temporal
	PATH="$$PATH:$(TEMPORAL_DIR)" mvn -B -ntp -pl pim-worker -am test -Dtest=ScaleTest -DexcludedGroups= -Dgroups=long \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dpim.scale.builds=$(or $(BUILDS),1000) | grep -E 'builds?,? .* ms|ERROR'
endif

format:
	$(MVN) spotless:apply

clean:
	$(MVN) clean
	rm -rf build dist
