# What people and continuous integration call. `make` alone lists the targets.
#
# The tests come in three tiers, each holding the one before: test-fast, test, test-all.

MVN ?= mvn
MVN_FLAGS := --batch-mode --no-transfer-progress
NOT_OURS := .git target node_modules landing checkpoints
SHELL_SCRIPTS = $(shell grep -rlIE $(NOT_OURS:%=--exclude-dir=%) --exclude='*.md' '^\#!(/bin/sh|/usr/bin/env bash)$$' .)
CLOUDS := azure aws gcp
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help prerequisites test-prerequisites build demo test-fast test test-all test-lakehouse bench torture mutants \
  sbom format lint lint-shell clean check-deploy push $(foreach action,deploy destroy health,$(CLOUDS:%=$(action)-%))

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z %-]+:.*## / { sub(/-azure .*/, "-CLOUD", $$1); printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

prerequisites: ## install the JDK and Maven where they are missing, or say how
	@scripts/install_prerequisites.sh

test-prerequisites:
	@scripts/install_prerequisites.sh --tests

build: prerequisites ## cdc-job.jar and the distribution, without tests
	$(MVN) $(MVN_FLAGS) -DskipTests package

demo: prerequisites ## a real PostgreSQL, changes, files and a proof; ROWS=, CHANGES=, ARGS=
	@./cdc demo $(if $(ROWS),--rows $(ROWS)) $(if $(CHANGES),--changes $(CHANGES)) $(ARGS)

test-fast: test-prerequisites ## format, static analysis and unit tests; under four minutes from a clean clone on 2 cores
	$(MVN) $(MVN_FLAGS) test -Pfast

test: test-prerequisites ## test-fast and the integration tests of the packaged artefacts
	$(MVN) $(MVN_FLAGS) verify

test-all: test-prerequisites ## test and whatever takes long
	$(MVN) $(MVN_FLAGS) verify -Pall

test-lakehouse: test-prerequisites ## the notebooks of databricks/ on Spark and Delta, all of it; ARGS=-Pspark35 for Spark 3.5
	$(MVN) $(MVN_FLAGS) -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl job -am package
	$(MVN) $(MVN_FLAGS) verify -pl lakehouse -am -Dcdc.tests=all $(ARGS)

bench: prerequisites ## measure against the peers (bench/README.md); CASES=, RUNS=, ROWS=, SECONDS=
	@scripts/install_postgresql.sh
	$(MVN) $(MVN_FLAGS) -q -Dmaven.test.skip=true -Dspotless.check.skip=true package
	@$(if $(JAVA_HOME),$(JAVA_HOME)/bin/)java -cp 'bench/target/classes:job/target/cdc/lib/*' com.cdc.bench.Bench \
	  $(if $(CASES),--cases $(CASES)) $(if $(RUNS),--runs $(RUNS)) $(if $(ROWS),--rows $(ROWS)) \
	  $(if $(SECONDS),--seconds $(SECONDS))

torture: prerequisites ## faults by a seed, then a verdict (torture/README.md); SEED=, MINUTES=, ARGS=
	$(MVN) $(MVN_FLAGS) -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl torture -am package
	@$(if $(JAVA_HOME),$(JAVA_HOME)/bin/)java -Dcdc.s3proxy=torture/target/s3proxy/s3proxy.jar \
	  -cp 'torture/target/classes:torture/target/lib/*:job/target/cdc/lib/*:job/target/cdc/lib/demo/*' \
	  com.cdc.torture.Torture $(if $(SEED),--seed $(SEED)) $(if $(MINUTES),--minutes $(MINUTES)) $(ARGS)

sbom: prerequisites ## list what is shipped (CycloneDX) and its licences; fails on one that is not allowed
	@MVN='$(MVN)' scripts/sbom.sh

mutants: prerequisites ## deliberate faults, which the judge must convict (torture/mutants); MUTANT=, ARGS=
	$(MVN) $(MVN_FLAGS) -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl torture -am package
	@$(if $(JAVA_HOME),$(JAVA_HOME)/bin/)java -Dcdc.s3proxy=torture/target/s3proxy/s3proxy.jar \
	  -cp 'torture/target/classes:torture/target/lib/*:job/target/cdc/lib/*:job/target/cdc/lib/demo/*' \
	  com.cdc.torture.mutant.Mutants --maven '$(MVN)' $(if $(MUTANT),--mutant $(MUTANT)) $(ARGS)

format: prerequisites ## rewrite Java and shell code in the project's format
	$(MVN) $(MVN_FLAGS) spotless:apply
	@if command -v shfmt >/dev/null; then shfmt -i 2 -ci -w $(SHELL_SCRIPTS); \
	else echo 'shfmt is not installed: shell scripts left as they are' >&2; fi

lint: prerequisites lint-shell ## check the format of Java and shell code, changing nothing
	$(MVN) $(MVN_FLAGS) spotless:check

lint-shell: ## the shell part of lint; a tool that is not installed is skipped
	@if command -v shellcheck >/dev/null; then shellcheck -o all $(SHELL_SCRIPTS); \
	else echo 'shellcheck is not installed: skipped' >&2; fi
	@if command -v shfmt >/dev/null; then shfmt -i 2 -ci -d $(SHELL_SCRIPTS); \
	else echo 'shfmt is not installed: skipped' >&2; fi

check-deploy: ## check what deploys, without a cloud; a tool that is not installed is skipped; ARGS=
	@scripts/check_deploy.sh $(ARGS)

deploy-azure deploy-aws deploy-gcp: deploy-%: ## build, push and apply terraform/CLOUD; IMAGE_TAG=, ARGS= (scripts/deploy.sh --help)
	@scripts/deploy.sh $* $(IMAGE_TAG) $(ARGS)

destroy-azure destroy-aws destroy-gcp: destroy-%: ## remove everything but the data; ARGS=
	@scripts/deploy.sh $* --destroy $(ARGS)

push: ## build the image and push it to the registry of CLOUD=azure, aws or gcp; IMAGE_TAG=, ARGS=
	@scripts/build_and_push.sh $(CLOUD) $(IMAGE_TAG) $(ARGS)

# where the log of each cloud is found
health-azure: place := log_analytics_workspace_id
health-aws: place := log_group_name
health-gcp: place := project_id
health-azure health-aws health-gcp: health-%: ## does the job that runs in the cloud make progress
	@AWS_REGION=$$(terraform -chdir=terraform/$* output -raw region) \
	  scripts/health_check.sh $* "$$(terraform -chdir=terraform/$* output -raw $(place))"

clean: ## remove what builds have made
	$(MVN) $(MVN_FLAGS) clean
