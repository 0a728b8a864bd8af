# To be sourced: packages of any suite of Debian, downloaded and unpacked without installing. The machine's
# own sources and lists stay as they are.

# in_suite FOLDER SUITE COMMAND...: apt-get or apt-cache with a state of its own, in FOLDER
in_suite() {
  local state=$1 suite=$2 program=$3
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) $suite main" >"$state/sources.list"
  "$program" -q -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::lists="$state/lists" -o Dir::Cache="$state/cache" -o APT::Sandbox::User=root "${@:4}"
}

# where this machine gets Debian from
mirror() {
  local uri
  uri=$(sed -nE 's|^URIs: *(https?://[^ ]+/debian)/?$|\1|p; s|^deb [^h]*(https?://[^ ]+/debian)/? .*|\1|p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1)
  echo "${uri:-http://deb.debian.org/debian}"
}

# fetch_packages FOLDER SUITE INTO PACKAGE...: unpacks packages of one suite into a folder
fetch_packages() {
  local state=$1 suite=$2 into=$3 deb
  mkdir -p "$state/debs" "$into"
  (cd "$state/debs" && in_suite "$state" "$suite" apt-get download "${@:4}") || return
  for deb in "$state"/debs/*.deb; do dpkg-deb -x "$deb" "$into" || return; done
}
