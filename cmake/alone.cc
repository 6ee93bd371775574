// Of programs that only show that a library has all that it uses.
int main() { return 0; }
