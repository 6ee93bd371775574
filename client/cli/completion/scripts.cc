#include "client/cli/completion/scripts.h"

#include "absl/strings/str_cat.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

// bash breaks words at `=` and `:` as well, and completes what comes behind the last of them;
// so words are put together as they stand on the line, and that part is cut off again.
constexpr char kBash[] = R"(# Completion of taqvim in bash: source this, or keep it as
# ~/.local/share/bash-completion/completions/taqvim
_taqvim() {
  local -a words=()
  local line=${COMP_LINE:0:COMP_POINT} rest word i
  for ((i = 0; i <= COMP_CWORD; ++i)); do
    rest=${line#"${line%%[![:space:]]*}"}
    word=${COMP_WORDS[i]}
    ((i == COMP_CWORD)) && word=$rest
    if ((i > 0)) && [[ $rest == "$line" ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    line=${rest#"$word"}
  done
  local current=${words[${#words[@]} - 1]} done=''
  if [[ $COMP_WORDBREAKS == *=* && $current == *=* ]]; then
    done=${current%"${current##*=}"}
  fi
  COMPREPLY=()
  while IFS=$'\t' read -r word _; do
    if [[ $word == :files ]]; then
      compopt -o filenames 2>/dev/null
      local file
      while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "${current#"$done"}")
      continue
    fi
    [[ $word == *[=,/.] ]] && compopt -o nospace 2>/dev/null
    [[ $word == *' '* ]] && printf -v word '%q' "$word"
    COMPREPLY+=("${word#"$done"}")
  done < <(command taqvim complete -- "${words[@]:1}" 2>/dev/null)
}
complete -F _taqvim taqvim
)";

constexpr char kZsh[] = R"(#compdef taqvim
# Completion of taqvim in zsh: keep this as _taqvim in a folder of $fpath, or source it after
# compinit.
_taqvim() {
  local line word files=0
  local -a ended open
  while IFS= read -r line; do
    word=${line%%$'\t'*}
    if [[ $word == :files ]]; then
      files=1
      continue
    fi
    local shown=${word//:/\\:}
    [[ $line == *$'\t'* ]] && shown+=":${line#*$'\t'}"
    if [[ $word == *[=,/.] ]]; then open+=("$shown"); else ended+=("$shown"); fi
  done < <(command taqvim complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
  if ((files)); then
    [[ $PREFIX == --*=* ]] && compset -P '*='
    _files
    return
  fi
  ((${#open})) && _describe -V taqvim open -S ''
  ((${#ended})) && _describe -V taqvim ended
}
if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
  _taqvim "$@"
else
  compdef _taqvim taqvim
fi
)";

constexpr char kFish[] = R"(# Completion of taqvim in fish: keep this as
# ~/.config/fish/completions/taqvim.fish
function __taqvim_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (command taqvim complete -- $words[2..-1] "$current" 2>/dev/null)
        if test "$line" = ":files"
            set -l before (string match -r '^--[^=]*=' -- $current)
            set -l path (string replace -r '^--[^=]*=' '' -- "$current")
            for file in (__fish_complete_path "$path")
                printf '%s%s\n' "$before" "$file"
            end
        else
            printf '%s\n' "$line"
        end
    end
end
complete -c taqvim -f -k -a '(__taqvim_complete)'
)";

}  // namespace

absl::StatusOr<std::string> CompletionScript(const std::vector<std::string>& words) {
  if (words.size() == 1 && words[0] == "bash") return std::string(kBash);
  if (words.size() == 1 && words[0] == "zsh") return std::string(kZsh);
  if (words.size() == 1 && words[0] == "fish") return std::string(kFish);
  const std::string which = words.size() == 1
                                ? absl::StrCat("There is no completion for \"", words[0], "\"",
                                               DidYouMean(words[0], {"bash", "fish", "zsh"}), " ")
                                : "";
  return UsageError(absl::StrCat(
      which, "Say which shell: `taqvim completion bash`, `taqvim completion fish` or `taqvim ",
      "completion zsh`; what it prints says where to keep it."));
}

}  // namespace taqvim::cli
