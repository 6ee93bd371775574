// The page: words first, so that nothing is shown in another language than the reader's.
import {mount} from 'svelte';
import {apiOf} from './client/api';
import {systemTimers} from './client/timers';
import {Live} from './state/live.svelte';
import {Search} from './state/search.svelte';
import {SeeingState} from './state/seeing.svelte';
import './view/app.css';
import App from './view/App.svelte';
import {languageOf, wordsIn} from './words/words';

const api = apiOf(location.origin);
const seeing = new SeeingState();
const live = new Live(api, systemTimers);
const search = new Search(api, systemTimers);
const words = await wordsIn(languageOf([seeing.current.language, ...navigator.languages]));
mount(App, {target: document.getElementById('app')!, props: {live, seeing, search, firstWords: words}});
