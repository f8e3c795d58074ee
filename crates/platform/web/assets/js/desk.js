// What scripts add to the desk. Everything works without them.
import { start as autosave } from "./autosave.js";
import { start as copy } from "./copy.js";
import { start as count } from "./count.js";
import { start as keys } from "./keys.js";
import { start as suggest } from "./suggest.js";
import { start as upload } from "./upload.js";
import { start as viewer } from "./viewer.js";

for (const start of [autosave, copy, count, keys, suggest, upload, viewer]) start();
document.querySelector(".error-summary")?.focus();
