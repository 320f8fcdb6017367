#!/usr/bin/env bash
# Brings what the tests need of other people's gRPC and Connect: programs made by Go, and the libraries of the Java client.
# What is there already stays. `./dev test` runs it.
#
# usage: setup.sh FOLDER      leaves there bin/ and java/; without Maven or a Java compiler, bin/ alone
set -euo pipefail
GRPC=1.76.0  # of Go and of Java
PROTOC=3.25.8  # of Java: the version of the protobuf-java that grpc-java brings
GO=1.24.13   # the Go compiler that is fetched where the machine's own is older
GO_PROGRAMS=(
  connectrpc.com/conformance/cmd/connectconformance@v1.0.5
  "google.golang.org/grpc/interop/client@v$GRPC"
  google.golang.org/grpc/cmd/protoc-gen-go-grpc@v1.5.1
  google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.6)
MAVEN_DEPENDENCY=org.apache.maven.plugins:maven-dependency-plugin:3.6.1

say() { printf '== %s\n' "$*"; }
die() {
  printf 'clients: %s\n' "$*" >&2
  exit 1
}

[[ $# -eq 1 ]] || die "usage: setup.sh FOLDER"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)

# as_wanted NAME FILE...: was folder/NAME made by this very script, of these very files? If not, it is begun anew.
as_wanted() {
  local name=$1
  shift
  wanted=$(cat "${BASH_SOURCE[0]}" "$@" | cksum)
  [[ $(cat "$folder/$name/wanted" 2>/dev/null) == "$wanted" ]] && return
  rm -rf "${folder:?}/$name"
  mkdir -p "$folder/$name"
  return 1
}
done_with() { printf '%s\n' "$wanted" >"$folder/$1/wanted"; }

# Sets `go`: the machine's own compiler, or one that it fetches. Go's releases are modules, too, and checked like those.
find_go() {
  go=$(PATH=$PATH:/usr/local/go/bin command -v go) || die "no Go compiler; install the package golang-go"
  local own
  own=$("$go" env GOVERSION)
  if [[ $(printf '%s\n' "$GO" "${own#go}" | sort -V | head -n 1) != "$GO" ]]; then
    local module="golang.org/toolchain@v0.0.1-go$GO.$("$go" env GOOS)-$("$go" env GOARCH)" fetched
    say "fetching Go $GO, since there is $own"
    fetched=$(cd "$folder" && "$go" mod download -json "$module" | sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p')
    [[ -d $fetched ]] || die "$go could not download $module; is the Go module proxy reachable?"
    cp -r "$fetched" "$folder/bin/go"
    chmod -R u+w "$folder/bin/go"
    # The files of a module cannot be executable.
    chmod +x "$folder"/bin/go/bin/* "$folder"/bin/go/pkg/tool/*/*
    go=$folder/bin/go/bin/go
  fi
  export GOTOOLCHAIN=local
}

if ! as_wanted bin "$here"/go/go.*; then
  find_go
  say "building ${#GO_PROGRAMS[@]} programs with $("$go" env GOVERSION); this takes some minutes"
  for program in "${GO_PROGRAMS[@]}"; do
    GOBIN=$folder/bin "$go" install "$program" || die "go could not build $program; is the Go module proxy reachable?"
  done
  (cd "$here/go" && "$go" mod download) || die "go could not download the modules of $here/go"
  ln -s "$go" "$folder/bin/go-compiler"
  done_with bin
fi

if ! command -v mvn >/dev/null || ! command -v javac >/dev/null; then
  say "no Maven or no Java compiler: the client of Java is left out"
elif ! as_wanted java "$here"/java/*; then
  say "installing the libraries of $here/java by Maven"
  maven() {
    mvn --quiet --batch-mode -Dstyle.color=never --file "$here/java/pom.xml" "-Dmaven.repo.local=$folder/java/repository" \
      "-Dgrpc.version=$GRPC" "-DoutputDirectory=$folder/java" "$@" ||
      die "Maven could not bring the libraries of $here/java; is Maven Central reachable?"
  }
  maven "$MAVEN_DEPENDENCY:copy-dependencies"
  machine=$(uname -m | sed 's/^aarch64$/aarch_64/')  # Maven's word for it
  for program in "io.grpc:protoc-gen-grpc-java:$GRPC" "com.google.protobuf:protoc:$PROTOC"; do
    maven "$MAVEN_DEPENDENCY:copy" "-Dartifact=$program:exe:linux-$machine" -Dmdep.stripVersion=true
  done
  rm -rf "$folder/java/repository"
  for program in protoc-gen-grpc-java protoc; do
    mv "$folder/java/$program-linux-$machine.exe" "$folder/java/$program"
    chmod +x "$folder/java/$program"
  done
  done_with java
fi
