# Completes `remit` and `remit-sim` in bash: eval "$(remit completion bash)"
_remit() {
    local IFS=$'\n' joined="" last word index words=()
    # readline splits words at `=` and `:` (COMP_WORDBREAKS): here they are put together again
    for ((index = 1; index <= COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        if [[ $joined && ( $word == [=:]* || $joined == *[=:] ) && ${#words[@]} -gt 0 ]]; then
            words[${#words[@]} - 1]+=$word
        else
            words+=("$word")
        fi
        joined=$word
    done
    last=${words[${#words[@]} - 1]}
    # of a word with `=` or `:` readline puts the answer in the place of what follows that only
    local standing=${last%"${last##*[=:]}"}
    [[ ${1##*/} == remit-sim ]] && words=(sim "${words[@]}")
    COMPREPLY=()
    local line
    while read -r line; do
        line=${line%%$'\t'*}
        if [[ $line == *:files ]]; then
            compopt -o default 2>/dev/null
        else
            printf -v line %q "${line#"$standing"}"
            COMPREPLY+=("$line")
        fi
    done < <(command remit __complete "${words[@]}" 2>/dev/null)
}
complete -F _remit remit remit-sim
