#!/usr/bin/env bats
# What the images are built from.

bats_require_minimum_version 1.5.0

root=${BATS_TEST_DIRNAME}/../..

@test "each module that Maven reads is part of what an image is built from" {
  while read -r module; do
    git -C "${root}" ls-files "${module}/pom.xml" | grep -q . # so that a wrong look-up fails
    grep -qE "^!${module%%/*}(/pom\.xml)?$" "${root}/.dockerignore" || {
      echo "${module} of pom.xml is left out by .dockerignore"
      return 1
    }
  done < <(sed -n 's|.*<module>\(.*\)</module>.*|\1|p' "${root}/pom.xml")
}
