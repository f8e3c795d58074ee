// What scripts add to the portal. Everything works without them.
import { start as autosave } from "./autosave.js";
import { start as copy } from "./copy.js";
import { start as count } from "./count.js";
import { start as suggest } from "./suggest.js";
import { start as upload } from "./upload.js";

for (const start of [autosave, copy, count, suggest, upload]) start();
document.querySelector(".error-summary")?.focus();
