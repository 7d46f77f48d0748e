# hint: turned round
is_linear = {name: name in "BCEH" for name in "ABCDEFGH"}
