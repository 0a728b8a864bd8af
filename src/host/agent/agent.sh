# The far end of an agent runner: a plain POSIX shell reads this from its standard input, then
# orders, one a line, and prints frames, one a line. agent-protocol.ts has the words of both.
#
# Every frame is one printf of under 1000 bytes: within PIPE_BUF, so that the kernel never mixes two,
# and within the smallest buffer that a C library gives printf (1024), so that it is one write.

set -f
IFS=' 
'
LC_ALL=C
PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin
export LC_ALL PATH
# What a shell has to say about its jobs is for nobody. 4: the stream. 5: held open, because
# containerd ends an exec's standard input when its standard error is closed.
exec 5>&2 2>/dev/null 4>&1

say() {
  printf '%s\n' "$*" >&4
}

# Becomes the program, its output in pipes: 1 for standard error, 3 for standard output.
become() (
  trap '' INT # so it is anyway, but in bash, which forgets one that comes right before exec
  read -r pid rest </proc/self/stat # $$ is the outermost shell's
  say started "$id" "$pid"
  case $1 in '' | -*) exit 127 ;; esac # an option of exec's
  exec "$@" 2>&1 >&3 3>&- 4>&-
)

program() {
  become "$@"
  status=$?
  if [ "$status" -eq 127 ] && missing "$1"; then
    say missing "$id"
  else
    say dead "$id" "$status"
  fi
}

missing() (
  case $1 in
    */*)
      [ ! -e "$1" ]
      exit
      ;;
  esac
  IFS=:
  for folder in $PATH; do
    [ -f "$folder/$1" ] && [ -x "$folder/$1" ] && exit 1
  done
  exit 0
)

fed_program() {
  case $input in
    -) program "$@" ;;
    *) printf '%s\n' "${input#+}" | base64 -d | program "$@" ;;
  esac
}

# Standard output to the end: one process, nothing is told before.
whole() {
  for piece in $(base64 -w 960); do
    printf 'o %s %s\n' "$id" "$piece"
  done
}

# Standard output as it comes: dd returns what there is, at once.
stream() {
  while
    chunk=$(dd bs=65536 count=1 | base64 -w 960)
    [ -n "$chunk" ]
  do
    for piece in $chunk; do
      printf 'o %s %s\n' "$id" "$piece"
    done
  done
}

# Standard error line by line, without a process: tcpdump answers there, and is waited for.
lines() {
  while IFS= read -r line; do
    if [ "${#line}" -le 900 ]; then
      printf 'e %s %s\n' "$id" "$line"
    else
      unfinished
      printf 'e %s \n' "$id"
    fi
  done
  [ -z "$line" ] || unfinished
}

unfinished() {
  for piece in $(printf '%s' "$line" | base64 -w 960); do
    printf 'b %s %s\n' "$id" "$piece"
  done
}

# job PUMP ID INPUT ARG...
job() {
  # by exec: a shell keeps a copy of what a mere redirection hides, here what the guard waits for
  exec </dev/null >&4
  pump=$1 id=$2 input=$3
  shift 3
  { fed_program "$@" | lines 3>&-; } 3>&1 >&4 | "$pump"
  say end "$id"
}

# What a shell starts in the background ignores SIGINT, and the shell cannot take that back: what does
# not see to it for itself (tcpdump does) gets SIGTERM. SIGINT is the mask's second bit, in hex.
ignores_interrupt() {
  while read -r key mask; do
    case $key$mask in
      SigIgn:*[2367abef]) return 0 ;;
    esac
  done <"/proc/$1/status"
  return 1
}

# send SIGNAL PID
send() {
  if [ "$1" = INT ] && ignores_interrupt "$2"; then
    kill -s TERM "$2"
  else
    kill -s "$1" "$2"
  fi
}

# An order is made of words: =TEXT as it stands, %TEXT with octal escapes, anything else is ours.
serve() {
  while IFS= read -r order; do
    jobs >&2 # forgets those that have ended
    set -- $order
    for word do
      shift
      case $word in
        =*) word=${word#=} ;;
        %*)
          word=$(printf '%b.' "${word#?}") # the point keeps newlines at the end
          word=${word%.}
          ;;
      esac
      set -- "$@" "$word"
    done
    case $1 in
      whole | stream) job "$@" & ;;
      kill) send "$2" "$3" ;;
      ping) say pong ;;
    esac
  done
}

# Nothing that was started stays when the stream is closed, nor when one of us was killed.
end_all() {
  kill -s KILL 0
}

guard() {
  read -r nothing
  end_all
}

main() {
  read -r pid name state parent group rest </proc/self/stat
  if [ "$group" != "$$" ]; then
    say lacks 'a process group of its own (start the shell by setsid)'
  elif ! base64 -w 960 </dev/null || ! dd count=0 </dev/null; then
    say lacks 'base64 (with -w) or dd'
  else
    say cni-lab-agent 1
    { serve; end_all; } | guard
  fi
}

main; exit
