# Lists files of the project; sourced by the lints, run from the project's root.

# The files whose names end in one of the endings given, one a line: what git
# tracks or would track, or, where there is no git (an unpacked archive), all
# but what is built and installed.
project_files() {
  local ending patterns=()
  for ending in "$@"; do patterns+=("*.$ending"); done
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files --cached --others --exclude-standard -- "${patterns[@]}" |
      while IFS= read -r file; do [[ -f $file ]] && echo "$file"; done
  else
    local names=(-name "${patterns[0]}") pattern
    for pattern in "${patterns[@]:1}"; do names+=(-o -name "$pattern"); done
    find . \( -name build -o -name node_modules \) -prune -o \
      -type f \( "${names[@]}" \) -print | sed 's|^\./||'
  fi
}
